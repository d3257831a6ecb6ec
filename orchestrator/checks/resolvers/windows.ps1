# resolvers: the servers that the registry names for the machine and for each interface.

# Which interfaces are in use, what people call them, which servers they really ask, and the
# machine's own addresses: first, so that no setting is read without.
$resolversEffective = New-Object Collections.ArrayList
$resolversCame = Read-FrameEach { Read-FrameWmi 'root\cimv2' 'select SettingID, IPEnabled, Description, DNSServerSearchOrder, IPAddress from Win32_NetworkAdapterConfiguration' } {
    if ($_.DNSServerSearchOrder -or $_.IPAddress) { $null = $resolversEffective.Add(($_.SettingID, [string]::Join(' ', [string[]]@($_.DNSServerSearchOrder)), [string]::Join(' ', [string[]]@($_.IPAddress))) -join "`t") }
    ($_.SettingID, [int][bool]$_.IPEnabled, ($_.Description -replace $frameControl, '?')) -join "`t"
}
Write-FrameCame 'resolvers' 'adapters' 'Win32_NetworkAdapterConfiguration' '' $resolversCame
if (-not $resolversCame.Fault -or $resolversCame.Lines.Count) {
    $resolversCame.Lines = $resolversEffective
    Write-FrameCame 'resolvers' 'effective' 'Win32_NetworkAdapterConfiguration' "made`t$canaryAddress`t$canaryAddress" $resolversCame
}

try {
    $resolversRows = @("4`t`t`t$canaryAddress`t`t")
    $resolversText = [string](Get-FrameValue 'SOFTWARE\Policies\Microsoft\Windows NT\DNSClient' 'NameServer')
    if ($resolversText) { $resolversRows += "4`tpolicy`t`t" + ($resolversText -replace $frameControl, ' ') + "`t`t" }
    foreach ($resolversFamily in @(('4', 'Tcpip'), ('6', 'Tcpip6'))) {
        $resolversPath = 'SYSTEM\CurrentControlSet\Services\' + $resolversFamily[1] + '\Parameters'
        $resolversNames = @('')
        $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey("$resolversPath\Interfaces")
        if ($resolversKey) { $resolversNames += $resolversKey.GetSubKeyNames() }
        foreach ($resolversName in $resolversNames) {
            $resolversKey = $null
            if ($resolversName) {
                $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey("$resolversPath\Interfaces\$resolversName")
            } else {
                $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($resolversPath)
            }
            if ($resolversKey) {
                $resolversHex = ''
                $resolversSix = $resolversKey.GetValue('Dhcpv6DNSServers')
                if ($resolversSix -is [byte[]]) { $resolversHex = [BitConverter]::ToString($resolversSix) }
                $resolversRows += ($resolversFamily[0], $resolversName, $resolversKey.GetValue('EnableDHCP'), ([string]$resolversKey.GetValue('NameServer') -replace $frameControl, ' '), ([string]$resolversKey.GetValue('DhcpNameServer') -replace $frameControl, ' '), $resolversHex) -join "`t"
                $resolversText = [string]$resolversKey.GetValue('ProfileNameServer')
                if ($resolversText) { $resolversRows += ($resolversFamily[0], $resolversName, '', ($resolversText -replace $frameControl, ' '), '', '') -join "`t" }
            }
        }
    }
    Write-FrameRows 'resolvers' 'registry' 'Tcpip\Parameters' $resolversRows
} catch { Write-FrameFailure 'resolvers' 'registry' $_ }

# NRPT: the names for which the machine asks other servers, by policy and by hand.
try {
    $resolversRows = @("made`t.$canaryName`t$canaryAddress`t`t")
    foreach ($resolversPath in @('SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig', 'SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig')) {
        $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($resolversPath)
        if ($resolversKey) {
            foreach ($resolversName in @($resolversKey.GetSubKeyNames())) {
                $resolversRule = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey("$resolversPath\$resolversName")
                if ($resolversRule) {
                    $resolversFor = [string]::Join(' ', [string[]]@($resolversRule.GetValue('Name')))
                    $resolversAsked = [string]$resolversRule.GetValue('GenericDNSServers') + ' ' + [string]$resolversRule.GetValue('DirectAccessDNSServers')
                    $resolversMore = @()
                    foreach ($resolversValue in @('ConfigOptions', 'DirectAccessProxyType', 'DirectAccessQueryIPSECRequired', 'DirectAccessQueryIPSECEncryption', 'DNSSECQueryIPSECRequired', 'DNSSECQueryIPSECEncryption', 'IPSECCARestriction')) {
                        $resolversText = [string]::Join(' ', [string[]]@($resolversRule.GetValue($resolversValue)))
                        if ($resolversText) { $resolversMore += "$resolversValue=$resolversText" }
                    }
                    $resolversRows += (("$resolversPath\$resolversName", $resolversFor, $resolversAsked.Trim(), [string]$resolversRule.GetValue('DirectAccessProxyName'), ($resolversMore -join '; ')) -replace $frameControl, ' ') -join "`t"
                }
            }
        }
    }
    Write-FrameRows 'resolvers' 'nrpt' 'DnsPolicyConfig' $resolversRows
} catch { Write-FrameFailure 'resolvers' 'nrpt' $_ }

# DNS over HTTPS, of Windows and by the browsers' policies: where it is on, the cache and the
# school's own resolver know nothing of a look-up.
try {
    $resolversRows = @("made`thttp://$canaryName/ [$canaryAddress]:9")
    $resolversPath = 'SYSTEM\CurrentControlSet\Services\Dnscache\InterfaceSpecificParameters'
    $resolversValues = @(
        @('SYSTEM\CurrentControlSet\Services\Dnscache\Parameters', 'EnableAutoDoh'),
        @('SOFTWARE\Policies\Microsoft\Windows NT\DNSClient', 'DoHPolicy'),
        @('SOFTWARE\Policies\Mozilla\Firefox\DNSOverHTTPS', 'Enabled'), @('SOFTWARE\Policies\Mozilla\Firefox\DNSOverHTTPS', 'ProviderURL')
    )
    foreach ($resolversBrowser in @('Google\Chrome', 'Microsoft\Edge', 'BraveSoftware\Brave', 'Chromium')) {
        foreach ($resolversName in @('DnsOverHttpsMode', 'DnsOverHttpsTemplates', 'BuiltInDnsClientEnabled')) { $resolversValues += , @("SOFTWARE\Policies\$resolversBrowser", $resolversName) }
    }
    $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($resolversPath)
    if ($resolversKey) {
        foreach ($resolversName in @($resolversKey.GetSubKeyNames())) {
            foreach ($resolversFamily in @('Doh', 'Doh6')) {
                $resolversUnder = "$resolversPath\$resolversName\DohInterfaceSettings\$resolversFamily"
                $resolversServers = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($resolversUnder)
                if ($resolversServers) {
                    foreach ($resolversServer in @($resolversServers.GetSubKeyNames())) {
                        $resolversValues += , @("$resolversUnder\$resolversServer", 'DohFlags')
                        $resolversValues += , @("$resolversUnder\$resolversServer", 'DohTemplate')
                    }
                }
            }
        }
    }
    foreach ($resolversValue in $resolversValues) {
        $resolversText = [string](Get-FrameValue $resolversValue[0] $resolversValue[1])
        if ($resolversText) { $resolversRows += ($resolversValue[0] + '\' + $resolversValue[1]) + "`t" + ($resolversText -replace $frameControl, ' ') }
    }
    # Browsers that look names up by themselves; Edge is part of Windows since Windows 10.
    foreach ($resolversBrowser in @('chrome.exe', 'msedge.exe', 'brave.exe')) {
        if ((Get-FrameValue "SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\$resolversBrowser" '') -or ($resolversBrowser -eq 'msedge.exe' -and $frameBuild -ge 19041)) { $resolversRows += "browser\$resolversBrowser`t1" }
    }
    Write-FrameRows 'resolvers' 'encrypted' 'DNS over HTTPS' $resolversRows
} catch { Write-FrameFailure 'resolvers' 'encrypted' $_ }
